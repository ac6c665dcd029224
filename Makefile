# The two commands are `make demo` and `make test`. Both set up what they need first; see scripts/.
#
#   make demo                  build, play one case through a small city, and stay open until stopped;
#                              the officers' workbench is at /workbench/ of the address it prints
#   make demo ONCE=1           the same, but end by itself; exit code 0 when every check of the story held
#   make demo SEED=7           other people, other amounts; the same seed makes the same ones
#   make demo JSON=out.json    write the result as JSON as well
#   make demo STORE=postgres   the centre's records in a PostgreSQL that the demo starts and ends
#   make demo DATA=folder      keep the data of all processes there (must not hold an older demo)
#   make demo STREAM=file      instead of the story: a published stream of transfers (AMLSim, plain or .gz) through
#                              eight institutions; NODES=file its labelled accounts, CASES=n how many become cases
#   make test                  every check there is, timed; a last line `N passed, N failed`
#   make fuzz                  look for bytes that break a parser, a minute each; TIME=seconds, TARGETS='note proof'
#   make soak                  play lists of operations in a simulated city for an hour; HOURS=n, SEED=n
#   make laws                  the laws of tracing, and engines that break each of them on purpose;
#                              FLOW_CASES=n more cases of each
#   make bench                 walks of money and those of other systems over one made-up stream, in one run;
#                              TRANSFERS=n, QUERIES=n, SEED=n, PEERS='sqlite postgres', or none;
#                              PART=signs: signs of mules instead, against Snap ML; PART=standing: standing traces;
#                              PART=counts: instructions of the kernels, by Valgrind;
#                              PART=rules: rules over facts, against the ZEN engine;
#                              PART=text: what reads texts, against scikit-learn and fastText;
#                              PART=streams: how late each of five hundred who watch a centre hears of an act
#   make setup                 only install what `make test` needs

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo test fuzz soak laws bench

# Where cargo builds; the scripts follow the same variable.
export CARGO_TARGET_DIR ?= $(CURDIR)/target

demo_flags = $(if $(filter-out 0,$(ONCE)),--once) $(if $(SEED),--seed '$(SEED)') $(if $(JSON),--json '$(JSON)') \
	$(if $(STORE),--store '$(STORE)') \
	$(if $(DATA),--data '$(DATA)') $(if $(STREAM),--stream '$(STREAM)' $(if $(NODES),--nodes '$(NODES)') \
	$(if $(CASES),--cases '$(CASES)'))

help: ## this list
	@sed -n 's/^#   //p' Makefile

setup:
	@scripts/setup.sh build test

demo:
	@scripts/setup.sh build workbench $(if $(filter postgres,$(STORE)),postgres)
	@scripts/workbench.sh build
	@cargo build --release --locked -p cordon-server --bin cordon
	@exec "$$CARGO_TARGET_DIR/release/cordon" demo $(demo_flags)

test:
	@scripts/test.sh

fuzz:
	@scripts/setup.sh build
	@scripts/fuzz.sh $(if $(TIME),--seconds '$(TIME)') $(TARGETS)

soak:
	@scripts/setup.sh build
	@SOAK_SECONDS=$$(awk 'BEGIN { printf "%d", 3600 * $(or $(HOURS),1) }') $(if $(SEED),SIM_SEED='$(SEED)') \
	  cargo test --locked -p cordon-city --test sim soak::soak -- --ignored --exact --nocapture

laws:
	@scripts/setup.sh build
	@cargo test --locked -p cordon-flow --test flow -- laws:: broken:: golden:: backward::

bench:
	@scripts/setup.sh test
	@scripts/bench.sh $(if $(TRANSFERS),--transfers '$(TRANSFERS)') $(if $(QUERIES),--queries '$(QUERIES)') \
	  $(if $(SEED),--seed '$(SEED)') $(if $(PEERS),--peers '$(PEERS)') \
	  $(if $(PART),--part '$(PART)')
