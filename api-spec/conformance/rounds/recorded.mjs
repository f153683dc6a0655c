export async function recorded() {}
