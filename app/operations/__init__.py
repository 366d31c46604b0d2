"""Health checks, drain and generated reference."""
