"""Public benchmarks, learnt and scored with the project's own heads: SNIPS, CLINC150, banking77.

They say whether what is built here learns as well as what is published, on data that others know.
`python -m storedesk_training.benchmarks snips --base DIR --seeds 3`; costs and choices are in training/README.md.
"""
