import streamlit as st

st.title("Clips")
