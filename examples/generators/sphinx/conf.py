project = "A site made with Sphinx"
exclude_patterns = ["_build", ".venv"]
extensions = ["crumbless.sphinx"]
crumbless_url = "https://matomo.example/"
crumbless_site_id = "7"
