"""Rows and queries; gives domain values, rows never leave."""
