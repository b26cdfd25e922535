import gradio as gr

from rhymes import rhymes


def answer(word, strictness):
    found = rhymes(word, at_least=int(strictness))
    return "\n".join(found) if found else f"Nothing rhymes with {word!r}, not here at least."


with gr.Blocks(title="Rhymes", analytics_enabled=False) as page:
    gr.Markdown("# Find a rhyme")
    with gr.Row():
        word = gr.Textbox(label="Word", placeholder="night")
        strictness = gr.Slider(2, 5, value=3, step=1, label="Letters that must agree")
    result = gr.Textbox(label="Rhymes", lines=8)
    gr.Button("Rhyme").click(answer, [word, strictness], result)

if __name__ == "__main__":
    page.launch()
