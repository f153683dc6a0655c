export async function corpus() {}
