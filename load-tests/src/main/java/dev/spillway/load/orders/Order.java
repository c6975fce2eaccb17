package dev.spillway.load.orders;

/** What the company knows of an order; {@code daysLate} counts from the promised day and is never negative. */
public record Order(String orderId, String status, int daysLate, String carrier) {}
