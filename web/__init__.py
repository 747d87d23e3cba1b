"""What people open in a browser: the gateway to the assistant, and the pages around it."""
