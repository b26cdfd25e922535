/** The fields that bloom in a week of the year, the earliest first. */
export function inBloom(fields, week) {
  return fields
    .filter((field) => field.bloomsFrom <= week && week <= field.bloomsTo)
    .sort((a, b) => a.bloomsFrom - b.bloomsFrom);
}

/** The field that a path such as `/fields/mill-field` is about. */
export function fieldAt(fields, path) {
  const slug = path.match(/^\/fields\/([^/]+)\/?$/)?.[1];
  return fields.find((field) => field.slug === slug);
}
