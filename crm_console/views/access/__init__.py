"""Papéis and Usuários: the permission matrix, the comparison, people and their hierarchy."""
