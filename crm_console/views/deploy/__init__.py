"""The pages that lead to the tenant: Implantação with its steps and the sign-in, guided work, Integração."""
