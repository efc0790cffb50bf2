# What is missing on the machine is installed by scripts/needs.sh, from Debian's packages; it says what and why.

.DEFAULT_GOAL := help
.PHONY: help run test test-rust test-web test-scripts crash-test bench conformance provider-types fault-test api-test deploy-test test-deploy-files web

# Debian refuses to run PostgreSQL as root; the script starts a throw-away cluster as the user postgres
WITH_POSTGRES := crates/throwaway-postgres/with-postgres.sh

help: ## Show this
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: ## Build the assistant and start it on this machine: http://127.0.0.1:8080
	@scripts/needs.sh c-compiler
	cargo run --locked -p assistant -- up

test: test-scripts test-deploy-files test-web test-rust ## Run every test, on SQLite and PostgreSQL, and in a browser

test-rust: ## Run the Rust tests on both databases
	@scripts/needs.sh c-compiler postgresql
	$(WITH_POSTGRES) cargo test --workspace --locked

test-web: ## Build the web app again, compare it with what is committed, and test it in Chromium
	@scripts/needs.sh c-compiler chromium python
	cargo build --locked -p assistant
	web/tests/run.sh

test-scripts: ## Check the shell scripts
	@scripts/needs.sh shellcheck
	git ls-files '*.sh' '.ci/run' | xargs shellcheck --severity=warning

test-deploy-files: ## Check the Compose files, the Dockerfile, nginx's configuration and what deploy.sh refuses
	tests/deploy/lint.sh

crash-test: ## Kill the gateway 200 times during turns that write, and count what is left
	@scripts/needs.sh c-compiler postgresql
	CRASHES=200 $(WITH_POSTGRES) cargo test --locked -p assistant --test suite crash -- --nocapture

bench: ## Measure a release build: see bench/README.md
	@scripts/needs.sh c-compiler
	cargo build --locked --release -p assistant -p bench
	cargo run --locked --release -p bench

conformance: ## Run the official MCP conformance suite and clients against the services
	@scripts/needs.sh c-compiler python
	tests/conformance/run.sh

provider-types: ## Check what is sent to the providers against their SDKs' types
	@scripts/needs.sh c-compiler python
	tests/provider-types/run.sh

fault-test: ## Talk through a provider that fails often, and count the turns that do not survive
	@scripts/needs.sh c-compiler python
	tests/faults/run.sh

api-test: ## Hold every answer of the gateway to its published document, with Schemathesis
	@scripts/needs.sh c-compiler python
	tests/api/run.sh

deploy-test: ## Bring the deployment up in a real Docker engine, and stop and kill what it stands on (as root)
	tests/deploy/run.sh

web: ## Build the web app into web/dist
	@scripts/needs.sh python
	web/build.sh
