"""The real process and the real image: started, broken, drained, killed."""
