"""The web process, on real sockets, with a small Rasa of the tests."""
