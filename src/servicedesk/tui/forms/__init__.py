"""What people type into and choose from: fields, forms, prompts, pickers."""
