"""Labels to a checkpoint: examples, batches, the model, its training, its predictions."""
