"""What each step instance may do next, as a pure function of a definition and facts."""
