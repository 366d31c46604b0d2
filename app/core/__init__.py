"""Environment, settings, logging, database set-up, metrics and clock: what every process needs."""
