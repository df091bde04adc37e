"""What was measured inside a training, as pictures, and what a diagnosis says, as words; no Streamlit and no torch."""
