# The words of this project; `python3 -m tools` lists them. Windows has the same through `py -m tools WORD`.
PYTHON ?= python3
WORDS := install run test test-long torture check bench faults pictures build messages lock

.PHONY: $(WORDS) help
help:
	@$(PYTHON) -m tools || true
$(WORDS):
	@$(PYTHON) -m tools $@
