package dev.realtime.autoconfigure;

/**
 * What there is to say of the engine that runs.
 *
 * @param name its name
 * @param why why it was chosen
 * @param reach whom its events reach, and what to do about it
 */
record Engine(String name, String why, String reach) {

}
