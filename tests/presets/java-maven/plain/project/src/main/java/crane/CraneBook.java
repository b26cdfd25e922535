package crane;

public class CraneBook {
    public static void main(String[] arguments) {}
}
