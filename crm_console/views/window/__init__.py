"""The main window: navigation, head, palette, running jobs, crashes. It places things; services decide."""
