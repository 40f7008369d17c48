"""The least that Gradio makes: a textbox and a button, served as the chat window is.

`startup.py` runs it as a process, to be compared with; it prints its address as uvicorn does.
"""

from __future__ import annotations

import os
import sys

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported

import gradio as gr
import uvicorn
from fastapi import FastAPI

with gr.Blocks(analytics_enabled=False) as blocks:
    words = gr.Textbox(label="Your question")
    said = gr.Textbox(label="Answer")
    gr.Button("Ask").click(lambda text: f"You asked: {text}", words, said)

app = gr.mount_gradio_app(FastAPI(), blocks, path="/", ssr_mode=False)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="info")
