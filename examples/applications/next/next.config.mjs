/** @type {import('next').NextConfig} */
export default {
  turbopack: { root: import.meta.dirname }, // only because this folder lies in another project
};
