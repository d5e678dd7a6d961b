"""The twin: servers to practise on and to be proved wrong by, in a process of their own."""
