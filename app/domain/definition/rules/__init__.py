"""The rules of the validator: each a small function from the material to its findings.

A rule stays silent about names that do not resolve; the rules in `names.py` report those once.
"""
