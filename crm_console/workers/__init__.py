"""The pool of threads and the event loop; the only place with threads."""
