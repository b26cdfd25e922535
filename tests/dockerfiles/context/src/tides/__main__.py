def main():
    print("low tide at noon")


if __name__ == "__main__":
    main()
