"""The rules of the product as frozen values and pure functions."""
