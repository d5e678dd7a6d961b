"""Configurações gerais: opportunities, occurrences, the funnel."""
