"""The gateway: visitors on one side over Socket.IO, Rasa on the other over HTTP."""
