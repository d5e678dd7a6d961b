"""Each figure of design.md section 7, beside a peer or a floor in one run; `make bench` writes build/bench.json."""
