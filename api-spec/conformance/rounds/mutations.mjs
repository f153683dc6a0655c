export async function mutations() {}
