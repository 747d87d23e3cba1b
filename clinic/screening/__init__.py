"""The pre-screen: what is asked, what an answer means, what comes of it."""
