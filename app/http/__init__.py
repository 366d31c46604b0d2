"""What every request needs: problems and the request layer."""
