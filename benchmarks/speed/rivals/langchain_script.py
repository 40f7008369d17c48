"""The pipeline that most would write first: LangChain, sentence-transformers, Chroma.

langchain_script.py add MODEL STORE FOLDER
langchain_script.py ask MODEL STORE QUESTION
"""

import sys
from pathlib import Path

from langchain_chroma import Chroma
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

what, model, store, given = sys.argv[1:]
database = Chroma(
    persist_directory=store, embedding_function=HuggingFaceEmbeddings(model_name=model)
)
if what == "add":
    splitter = RecursiveCharacterTextSplitter(chunk_size=1_000, chunk_overlap=100)
    texts = [path.read_text("utf-8") for path in sorted(Path(given).iterdir())]
    chunks = [chunk for text in texts for chunk in splitter.split_text(text)]
    database.add_texts(chunks)
    print(len(chunks))
else:
    for found in database.similarity_search(given, k=5):
        print(found.page_content)
