"""What is served over plain HTTP: the widget's files, its settings, the contact form."""
