"""Domain values to bytes."""
