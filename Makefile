# The words that users type. Everything else is CMake (presets in CMakePresets.json).
#   make demo    set up, build, run the product's main job
#   make demo-consortium   the same story on a network of four members under CometBFT, one of them killed in the middle
#   make test    set up, build, run all tests, then the unit tests again under ASan and UBSan
#   make bench   measure: every number is a ratio to a limit measured in the same run
#   make fuzz    every fuzz target for FUZZ_SECONDS (60) each, or for FUZZ_RUNS inputs that are always the same
#   make lint    formatting, clang-tidy (a short list of checks, kept at zero)
JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 60
CTEST = ctest --output-on-failure --no-tests=error -j $(JOBS)

.PHONY: all setup build demo demo-consortium test test-release test-asan test-tsan bench fuzz lint lint-format clean
all: build

setup:
	@tools/setup

build: setup
	@cmake --preset release --log-level=WARNING
	@cmake --build build -j $(JOBS)

demo: setup
	@cmake --preset release --log-level=WARNING
	@cmake --build build -j $(JOBS) --target demo_parts
	@demo/run.sh build/kaisho

demo-consortium: setup
	@cmake --preset release --log-level=WARNING
	@cmake --build build -j $(JOBS) --target demo_parts
	@demo/consortium.sh build/kaisho

test: test-release test-asan

test-release: build
	@$(CTEST) --test-dir build

# One sanitizer build runs the unit tests; the integration tests start the release program.
test-asan test-tsan: test-%: setup
	@cmake --preset $* --log-level=WARNING
	@cmake --build build/$* -j $(JOBS) --target unit_tests
	@TSAN_OPTIONS=suppressions=$(CURDIR)/tools/tsan.supp $(CTEST) --test-dir build/$* -L unit

bench: setup
	@tools/setup bench
	@cmake --preset release --log-level=WARNING
	@cmake --build build -j $(JOBS) --target bench_parts
	@tools/bench build

fuzz: setup
	@cmake --preset fuzz --log-level=WARNING
	@cmake --build build/fuzz -j $(JOBS) --target fuzz_targets
	@tools/fuzz build/fuzz $(if $(FUZZ_RUNS),$(FUZZ_RUNS) runs,$(FUZZ_SECONDS))

lint: lint-format
	@cmake --preset release --log-level=WARNING
	@cmake --build build -j $(JOBS)
	@tools/lint tidy

lint-format: setup
	@tools/lint format

clean:
	@rm -rf build
