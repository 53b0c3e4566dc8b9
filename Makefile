# For contributors: `make check` is what CI runs, without the fresh clone. Everything works in .venv.
BIN := .venv/bin

.PHONY: help check test slow coverage format lint types imports schema catalogue catalogue-report bench screenshots tour demo

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

check: lint types imports test catalogue-report ## everything below that can fail

.venv:
	python3 -m venv .venv
	$(BIN)/pip install -q -c constraints.txt -e '.[dev]'

test: .venv ## the quick suite
	$(BIN)/pytest

slow: .venv ## the long proofs: kill -9, large files
	$(BIN)/pytest -m slow

coverage: .venv ## lines and branches that the quick suite passes, the screens too
	$(BIN)/pytest --cov --cov-branch --cov-report=term-missing:skip-covered

format: .venv ## bring the code into the one form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: .venv
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv
	$(BIN)/mypy

imports: .venv ## the import contracts of docs/architecture.md
	$(BIN)/lint-imports --no-logo

schema: .venv ## what is made from storage/tables/: the DDL and the parts of the statements
	$(BIN)/python scripts/schema.py > .schema.new && mv .schema.new src/servicedesk/storage/schema.sql
	$(BIN)/python scripts/statements.py > .parts.new && mv .parts.new src/servicedesk/storage/statement_parts.py

catalogue: .venv ## collect the texts of the source into the catalogues, compile them, tell what is missing
	$(BIN)/python scripts/catalogue.py update

catalogue-report: .venv
	$(BIN)/python scripts/catalogue.py report

bench: .venv ## medians and ratios against a floor of the same run, as text and as JSON in bench/results
	$(BIN)/python -m bench

screenshots: .venv ## the pictures of the README, from the demo desk
	$(BIN)/python scripts/screenshots.py

tour: .venv ## a picture of every screen and box, both sizes, languages and grounds, for a person to look at
	$(BIN)/python scripts/tour.py tour

demo: .venv ## the screens on a throw-away desk
	$(BIN)/servicedesk demo
