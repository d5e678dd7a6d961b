"""CRM Console: prepares, proves, deploys and hands over a customer's Gestão de Relacionamento | CRM."""

__version__ = "0.1.0"
