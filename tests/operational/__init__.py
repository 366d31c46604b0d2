"""The service as its operators meet it: started, broken, drained and killed."""
