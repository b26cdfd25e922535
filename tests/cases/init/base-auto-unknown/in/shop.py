import cowsay

def main():
    cowsay.cow("open")


if __name__ == "__main__":
    main()
