from pathlib import Path

import streamlit as st

import log

st.set_page_config(page_title="Reading log", page_icon="📚")
st.title("What did we read?")

books = st.cache_data(log.read)(Path(__file__).parent / "books.csv")

readers = st.multiselect("Readers", sorted(books["reader"].unique()))
shown = books[books["reader"].isin(readers)] if readers else books

left, middle, right = st.columns(3)
left.metric("Books", len(shown))
middle.metric("Pages", int(shown["pages"].sum()))
right.metric("The longest", log.longest(shown))

st.bar_chart(log.pages_by("month", shown).sort_index())
st.dataframe(shown[["finished", "reader", "title", "pages"]], hide_index=True)
