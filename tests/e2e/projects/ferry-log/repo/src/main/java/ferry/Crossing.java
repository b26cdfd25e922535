package ferry;

/** One departure of the ferry. */
record Crossing(String departure, int passengers) {
    String line() {
        return departure + " left with " + passengers + " on board";
    }
}
