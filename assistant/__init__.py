"""The conversation: messages, the chat loop, its clients and tools. No torch; Streamlit only in `ui`."""
