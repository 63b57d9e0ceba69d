export const POST = ({ locals, request }) => locals.relais.forgotten(request)
