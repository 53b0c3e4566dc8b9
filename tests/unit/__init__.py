"""Tests of the domain: plain functions, no file, no screen."""
