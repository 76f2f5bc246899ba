"""Makes the models that Storedesk answers with. Meets the service only in a model's manifest."""
