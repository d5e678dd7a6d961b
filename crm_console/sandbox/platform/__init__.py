"""The twin's platform: an HTTP server on this computer that behaves as the vendor's public material says it does."""
